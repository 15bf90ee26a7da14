"""Everything that carries messages on this machine: keys, messages.json, and all of it at one port."""

from dataclasses import replace

from wendan.platform.clock import Clock
from wendan.sandbox.core.desk import Place
from wendan.sandbox.core.server import Outlet
from wendan.sandbox.core.server import SandboxServer as AnySandboxServer
from wendan.sandbox.post.bench import PostBench
from wendan.sandbox.post.book import PostBook
from wendan.sandbox.post.desk import PostDesk
from wendan.sandbox.post.dialect import PostDialect
from wendan.sandbox.post.keys import SCRIPTS, TEMPLATES, create, write_messages_json
from wendan.sandbox.post.letters import Letters
from wendan.sandbox.post.operator import OperatorCounter
from wendan.sandbox.post.options import SandboxOptions
from wendan.sandbox.post.robots import RobotDoors
from wendan.sandbox.post.terms import PostTerms
from wendan.sandbox.post.tester import (
    consent,
    end_message,
    files,
    forget_files,
    forget_tokens,
    messages,
    read_file,
    say,
    template,
)
from wendan.sandbox.post.wechat import Platform


class SandboxServer(AnySandboxServer[PostBench]):
    """/cgi-bin for WeChat and WeCom, /robot for DingTalk, /v1 for the operator, /_sandbox/ for testers."""

    def __init__(self, options: SandboxOptions, clock: Clock) -> None:
        # Messages live in memory only; a journal of reports about forgotten ones would be of no use.
        self.options = replace(options, journal=None)
        super().__init__(self.options, clock)

    def furnish(self, place: Place) -> Outlet[PostBench]:
        """Writes messages.json."""
        options = self.options
        keys = create(options.directory)
        write_messages_json(options.directory, keys, place.url)
        book = PostBook(options.most_messages, dict(TEMPLATES), dict(SCRIPTS))
        desk = PostDesk.open(place, PostTerms(), keys.appid, keys=keys, post=book)
        platform, letters = Platform(desk), Letters(desk)
        bench = PostBench.open(desk, letters, platform=platform)
        dialect = PostDialect(platform, RobotDoors(desk), OperatorCounter(desk, bench.courier))
        testers = (messages, end_message, consent, say, template, forget_tokens)
        return Outlet(bench, dialect, (*testers, files, read_file, forget_files))
