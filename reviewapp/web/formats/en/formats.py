"""Dates and times as the English pages write them: the day first, the month as a word."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i T"
SHORT_DATE_FORMAT = "j M Y"
SHORT_DATETIME_FORMAT = "j M Y, H:i T"
MONTH_DAY_FORMAT = "j M"
TIME_FORMAT = "H:i"

# Names of the product's own: to the second where the order of changes counts, and without a zone
# or a year where the page says it elsewhere.
MOMENT_FORMAT = "j M Y, H:i:s T"
MINUTE_FORMAT = "j M Y, H:i"
LONG_MINUTE_FORMAT = "j F Y, H:i"
MONTH_DAY_TIME_FORMAT = "j M, H:i T"
MONTH_DAY_MOMENT_FORMAT = "j M, H:i:s T"
