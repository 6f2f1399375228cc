"""What each section of the report says, as functions.

One section, one notebook, one module, one observations file, all of the same name; a
section that is told in words alone has no module.
A section module never opens a file and never formats; it turns an edition into
tables and figures.
"""
