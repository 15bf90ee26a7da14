"""Why a request about bills is refused."""

from wendan.kernel.errors import Refusal


class BillIsUnknown(Refusal):
    """There is no such bill."""

    status = 404


class DifferenceIsUnknown(Refusal):
    """There is no such difference."""

    status = 404


class DifferenceIsOver(Refusal):
    """This difference is settled already."""


class SparkIsMissing(Refusal):
    """Bills are to be matched on Spark, which is not installed: pip install 'wendan[spark]'."""

    status = 503


class JavaIsMissing(Refusal):
    """Spark needs Java 17 or newer, which is not here: install it or set JAVA_HOME, or name a Spark Connect server."""

    status = 503


class SparkDidNotFinish(Refusal):
    """Spark did not start, or did not finish."""

    status = 503


class MatchingDidNotFinish(Refusal):
    """The process that held a large bill against our books did not finish."""

    status = 503
