"""Forms out to the reporting units, and their submissions back into an edition.

``unionlib forms`` writes one workbook per reporting unit (:mod:`.layout` says what it
asks, :mod:`.write` how it looks); ``unionlib collect`` reads them back (:mod:`.archive`
keeps harm out, :mod:`.read` takes the cells, :mod:`.check` judges them) and stores the
figures at unit level, whole or not at all (:mod:`.store`).
"""
