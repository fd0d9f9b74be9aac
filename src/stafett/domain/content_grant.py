"""That somebody outside was given the content of one matter to read: it stands in the journal.

Who may be given it, and on whose word, is for those who run the house and for the law; here it is
only kept that it was, so that the family and whoever looks into it find it there.
"""

from datetime import datetime
from uuid import UUID

from stafett.domain.facts import Event


class ContentGranted(Event, name="content-granted"):
    """Somebody who runs the house gave a receiver the lines of a matter and their keys.

    ``receiver`` is the public key it was sealed for, in base64; ``lines`` how many there were.
    """

    at: datetime
    stream: UUID
    receiver: str
    why: str
    lines: int
