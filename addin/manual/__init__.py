"""The officer's manual (用户手册): its text, its pictures, and the part that is generated."""
