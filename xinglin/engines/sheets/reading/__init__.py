"""Reading files that people hand in: untrusted, so in a child process under limits (PLT-43)."""
