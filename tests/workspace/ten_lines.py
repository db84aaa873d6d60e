"""A Bolt app that is not ours, as from Slack's tutorial: synchronous, over Socket Mode."""

import os

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

slack = WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
app = App(client=slack)


@app.event("app_mention")
def on_mention(event, say):
    say(text="Hey there!", thread_ts=event["ts"])


if __name__ == "__main__":
    SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start()
