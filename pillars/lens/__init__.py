"""Lenses in the custom lens format: the model, the reader that never raises, the writer.

Source of the format: AWS Well-Architected Tool user guide, "Lens format specification". Published
lenses break its rules in many small ways, so all that can be understood is read, kept and warned
about; only what leaves no sensible reading is an error.
"""
