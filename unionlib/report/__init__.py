"""The run: execute the notebooks, assemble the page, write its formats."""
