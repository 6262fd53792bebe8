"""Dates and times as the German pages write them."""

DATE_FORMAT = "j. F Y"
DATETIME_FORMAT = "j. F Y, H:i T"
SHORT_DATE_FORMAT = "j. N Y"
SHORT_DATETIME_FORMAT = "j. N Y, H:i T"
MONTH_DAY_FORMAT = "j. N"
TIME_FORMAT = "H:i"

# Names of the product's own: to the second where the order of changes counts, and without a zone
# or a year where the page says it elsewhere.
MOMENT_FORMAT = "j. N Y, H:i:s T"
MINUTE_FORMAT = "j. N Y, H:i"
LONG_MINUTE_FORMAT = "j. F Y, H:i"
MONTH_DAY_TIME_FORMAT = "j. N, H:i T"
MONTH_DAY_MOMENT_FORMAT = "j. N, H:i:s T"
