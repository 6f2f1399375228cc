"""What tests are made from: a data root, a project, a province of forms, processes to look at, LibreOffice."""

from pathlib import Path

PROJECT = Path(__file__).parents[2]
