"""May this be done in recruitment? None, or the sentence that says why not."""
