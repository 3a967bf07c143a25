"""Media: one supervised Janus that receives what people publish and sends it to whoever watches.

Owns the Janus process, its rooms and its peers; knows no person. A room is named by its session, a feed is a published
stream, a watcher is one receiving tab. `control.MediaControl` is the only way in; it tells a `MediaListener` what
happens.

Life cycle: `open` writes a configuration with fresh secrets into a directory that only Janus and we can enter, starts
Janus as an unprivileged child that dies with us, and connects over a Unix socket. When Janus ends or stops answering,
everything it knew is gone: the epoch rises, open rooms are made again, and the listener is told so that browsers come
back by themselves.

Guarantees: a feed has at most one publisher (a second one replaces it); a watcher has at most one open offer; every
call may be repeated. Never hand a secret or a Janus id to a browser, never let an offer with a data channel through,
and never await a browser while holding a lock.
"""
