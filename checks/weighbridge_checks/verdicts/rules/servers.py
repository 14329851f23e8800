"""Rules about servers: where they are, and what they speak."""

from __future__ import annotations

from weighbridge_checks.facts.change import Action, Change, Kind
from weighbridge_checks.verdicts.law import rewritten, variables
from weighbridge_checks.verdicts.rule import On, rule
from weighbridge_checks.verdicts.wording import value


@rule(On(Action.CHANGED, Kind.SERVER, "variables"), law=variables)
def server_variables_changed(change: Change) -> str:
    """What may be put into the address of a server has changed.

    A consumer that puts in what is no longer named goes on to call that address. The document does
    not say whether it still answers, hence a warning. A value more, or another default, hurts
    nobody who has chosen.

          servers:
            - url: https://{region}.example.com
              variables:
        -       region: {default: eu, enum: [eu, us]}
        +       region: {default: eu, enum: [eu]}

    Instead, keep the address alive, and in the document, until nobody calls it.
    """
    return f"the variables of server '{change.name}' are others"


@rule(On(Action.CHANGED, Kind.SERVER, "protocol"), law=rewritten)
def server_protocol_changed(change: Change) -> str:
    """A server speaks another protocol.

    Who connects by the old document is not understood.

          channels:
            orders: {address: orders, messages: {created: {payload: {type: object}}}}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}
          servers:
            broker:
              host: broker.example.com
        -     protocol: mqtt
        +     protocol: amqp

    Instead, name a second server for the new protocol, and keep the old one until nobody is
    connected to it.
    """
    return f"server '{change.name}' speaks {value(change.after)}, it spoke {value(change.before)}"


@rule(On(Action.CHANGED, Kind.SERVER, "protocolVersion"), law=rewritten)
def server_protocol_version_changed(change: Change) -> str:
    """A server speaks another version of its protocol.

    Who connects with the old version may be refused, as between AMQP 0.9.1 and 1.0, or finds that
    other things are promised.

          channels:
            orders: {address: orders, messages: {created: {payload: {type: object}}}}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}
          servers:
            broker:
              host: broker.example.com
              protocol: amqp
        -     protocolVersion: 0.9.1
        +     protocolVersion: 1.0.0

    Instead, name a second server for the new version, and keep the old one until nobody is
    connected to it.
    """
    return (
        f"server '{change.name}' speaks version {value(change.after)},"
        f" it spoke {value(change.before)}"
    )
