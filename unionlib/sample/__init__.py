"""Synthetic data: a federation, of a province or of a country, that never was.

``baseline`` makes a year's figures for the whole and ``repair`` makes them agree with
the rules; ``places`` says who answers for what, ``tree`` invents the units and
``allocate`` hands the figures out to them; ``words`` and ``write`` make a complete data
root of it. The same seed gives the same bytes.
"""
