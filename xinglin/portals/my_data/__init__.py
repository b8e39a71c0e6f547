"""«我的数据»: what is stored about a person, who looked at it, and asking for a correction (PLT-102)."""
