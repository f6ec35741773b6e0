"""What a network says of the page's picture: by this device (JavaScript), or by the server."""
