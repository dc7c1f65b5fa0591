"""Ways to alter an exported log, by what they alter. Each changes what it says; whoever can know must be told.

`WAYS` need no key. `WITH_THE_KEY` are those of an operator, who has the key of the installation.
"""

from tests.promises.tampering import audiences, checkpoints, contents, events, values, with_the_key
from tests.promises.tampering.case import WAYS, WITH_THE_KEY, Case, altered, says_the_same

ROOMS = (values, events, audiences, contents, checkpoints, with_the_key)

__all__ = ["ROOMS", "WAYS", "WITH_THE_KEY", "Case", "altered", "says_the_same"]
