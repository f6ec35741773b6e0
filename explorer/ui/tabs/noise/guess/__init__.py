"""The network's guess beside x_t: by this device (JavaScript), or by the server."""
