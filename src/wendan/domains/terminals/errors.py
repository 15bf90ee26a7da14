"""Why a device is not let in or cannot be changed."""

from wendan.kernel.errors import Refusal


class DeviceIsUnknown(Refusal):
    """This store has no such device."""

    status = 404


class DeviceKeyIsWrong(Refusal):
    """This device is not paired, or no longer; pair it again."""

    status = 401


class DeviceIsRetired(Refusal):
    """This device was taken out of service."""


class DeviceNeedsNoPairing(Refusal):
    """A printer is reached by its address and needs no pairing."""

    status = 422


class PairingCodeIsWrong(Refusal):
    """This pairing code is wrong or too old; ask the manager for a new one."""

    status = 403


class AddressIsNeeded(Refusal):
    """A printer needs the address at which it listens, such as 192.168.1.50:9100."""

    status = 422


class BackupIsUnknown(Refusal):
    """The backup must be another printer of this store."""

    status = 422


class DeviceHandsNothingOver(Refusal):
    """Meals are not handed over at a device of this kind."""

    status = 403
