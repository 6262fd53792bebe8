from .cases.practices import CASES  # noqa: F401 - the accounts that the laws are about
from .laws import *  # noqa: F403
