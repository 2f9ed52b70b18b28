"""Reading published performance tables back into facts (demonstration import).

The texts themselves are never part of this repository; the reader is given a folder.
"""
