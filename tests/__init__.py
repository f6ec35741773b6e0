import pytest

pytest.register_assert_rewrite("tests.support")  # what fails there is told in full, too
