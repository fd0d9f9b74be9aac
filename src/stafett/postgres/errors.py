"""What can keep a database from being ready, each as one sentence that says what to do."""


class DatabaseTrouble(Exception):  # noqa: N818 - the family name of the errors below
    """A database is not as it must be. The message says what was found and what to do."""


class NoPostgresPrograms(DatabaseTrouble):
    """There are no PostgreSQL programs here to run; a server's address can be given instead."""


class UnusableFolder(DatabaseTrouble):
    """The folder cannot hold a database, or the one who must run the server cannot enter it."""


class DidNotStart(DatabaseTrouble):
    """The embedded server did not start. The message carries PostgreSQL's own last words."""


class EmbeddedRefused(DatabaseTrouble):
    """An embedded server is not wanted here, such as in a container that forgets its files."""


class MigrationRefused(DatabaseTrouble):
    """The migrations on disk and those in the database do not belong together."""


class SameCluster(DatabaseTrouble):
    """Events and keys lie in one cluster, where restoring one would bring the other back."""


class WayNotClosed(DatabaseTrouble):
    """The server does not prove who it is, or offers no closed way, where the address asks it."""


class RolesMissing(DatabaseTrouble):
    """The logins of the service are not in the database, or may not be changed by this user."""
