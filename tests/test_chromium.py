def test_browser_starts_and_shows_a_page(page):
    page.set_content("<title>Anteroom</title>")

    assert page.title() == "Anteroom"
