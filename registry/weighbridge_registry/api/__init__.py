"""The registry over HTTP: routes that translate, and open the transaction."""
