"""The same app over HTTP: Bolt's own server, on the port in PORT."""

import os

from slack_bolt import App
from slack_sdk import WebClient

slack = WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
app = App(client=slack, signing_secret=os.environ["SLACK_SIGNING_SECRET"])


@app.event("app_mention")
def on_mention(event, say):
    say(text="Hey there!", thread_ts=event["ts"])


if __name__ == "__main__":
    app.start(port=int(os.environ["PORT"]))
