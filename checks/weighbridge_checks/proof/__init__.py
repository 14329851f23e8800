"""What can be proved of schemas: that a reader accepts all that a writer may send, or not."""
