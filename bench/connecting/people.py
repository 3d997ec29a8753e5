"""The agent's browser and the customer's: Chromium at two ends of the wire, kept open from run to run."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from playwright.async_api import BrowserContext, async_playwright

from bench.connecting.devices import film, voice
from bench.wire.wire import Wire

AGENT, CUSTOMER, SERVER = "agent", "customer", "server"
CHROMIUM = "/usr/bin/chromium"
STEP_TIMEOUT_S = 30.0
PROBE = Path(__file__).parent / "probe.js"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)


@asynccontextmanager
async def open_people(wire: Wire, folder: Path) -> AsyncIterator[tuple[BrowserContext, BrowserContext]]:
    """Agent's and customer's. Servers are `localhost` to them: a browser gives devices to secure origins only.

    Each has a camera and a voice of its own: the echo canceller takes twins for an echo.
    """
    async with AsyncExitStack() as stack:
        playwright = await stack.enter_async_context(async_playwright())
        people = []
        for end, hue, pitch_hz in ((AGENT, 96, 110.0), (CUSTOMER, 160, 190.0)):
            flags = (
                f"--host-resolver-rules=MAP localhost {wire.address(SERVER)}",
                f"--use-file-for-fake-video-capture={film(folder / f'{end}.y4m', hue=hue)}",
                f"--use-file-for-fake-audio-capture={voice(folder / f'{end}.wav', pitch_hz=pitch_hz)}",
            )
            program = wire.script(end, CHROMIUM, folder)
            browser = await playwright.chromium.launch(executable_path=program, args=[*FLAGS, *flags])
            stack.push_async_callback(browser.close)
            context = await browser.new_context(permissions=["camera", "microphone"], locale="en-US")
            context.set_default_timeout(STEP_TIMEOUT_S * 1000)
            await context.add_init_script(path=PROBE)
            people.append(context)
        yield people[0], people[1]
