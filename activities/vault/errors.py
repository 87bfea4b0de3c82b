"""What can go wrong with a stored object."""


class VaultError(Exception):
    """Base of the vault's errors. Messages name object keys and businesses by id, never their content."""


class ObjectMissing(VaultError):
    """No object is stored under that key."""


class ObjectDamaged(VaultError):
    """What is stored is not what was put: cut short, reordered, swapped or altered."""


class KeyDestroyed(VaultError):
    """The business's key was destroyed, and with it everything it encrypted (contract S18)."""


class StorageUnavailable(VaultError):
    """The storage did not answer or refused; the same call may succeed later."""
