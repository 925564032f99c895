"""What an organisation itself does with her, told from its own facts alone; pure."""
