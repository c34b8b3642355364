def application(): pass
