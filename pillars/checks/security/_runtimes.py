"""When AWS ends support of each Lambda runtime.

Source: the tables of deprecated and supported runtimes on
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, read in the month `LISTED`.
Runtimes whose announced date AWS still moves are left out, so that none is called unsupported
too early.
"""

LISTED = "February 2026"

END_OF_SUPPORT = {
    "nodejs": "2016-10-31",
    "nodejs4.3": "2018-12-15",
    "nodejs6.10": "2019-04-30",
    "nodejs8.10": "2020-03-06",
    "nodejs10.x": "2021-07-30",
    "nodejs12.x": "2023-03-31",
    "nodejs14.x": "2023-12-04",
    "nodejs16.x": "2024-06-12",
    "nodejs18.x": "2025-09-01",
    "nodejs20.x": "2026-04-30",
    "python2.7": "2021-07-15",
    "python3.6": "2022-07-18",
    "python3.7": "2023-12-04",
    "python3.8": "2024-10-14",
    "python3.9": "2025-12-15",
    "ruby2.5": "2021-07-30",
    "ruby2.7": "2023-12-07",
    "ruby3.2": "2026-03-31",
    "java8": "2024-01-08",
    "go1.x": "2024-01-08",
    "provided": "2024-01-08",
    "dotnetcore1.0": "2019-06-27",
    "dotnetcore2.0": "2019-05-30",
    "dotnetcore2.1": "2022-01-05",
    "dotnetcore3.1": "2023-04-03",
    "dotnet6": "2024-12-20",
    "dotnet8": "2026-11-10",
}
