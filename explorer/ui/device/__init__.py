"""The network on the visitor's own device: what a page is told of it and may fetch (Python), and who asks it there
(JavaScript). What runs in the Worker lies in worker/, and is fetched only when a tab wants a network.
"""
