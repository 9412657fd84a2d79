package web

import (
	"net/http/httptest"
	"testing"

	"keyhouse/web/browsertest"
)

// TestGalleryLooks takes a picture of every page, light and dark, on paper and
// on a phone (go test -artifacts keeps them), and fails if a page reports an
// error or is wider than its window.
func TestGalleryLooks(t *testing.T) {
	browser := browsertest.Start(t)
	server := httptest.NewServer(galleryServer())
	t.Cleanup(server.Close)
	tab := browser.Tab(t)
	for name := range gallery() {
		if name == "jump" {
			continue // a fragment
		}
		page := server.URL + "/gallery/" + name
		tab.Wide().Light().Open(page).Shot(name+"-wide-light", false)
		tab.Dark().Open(page).Shot(name+"-wide-dark", false)
		tab.Paper().Open(page).Shot(name+"-paper", false)
		tab.Light().Phone().Open(page).Shot(name+"-phone-light", false)
		if width := tab.Eval(`document.documentElement.scrollWidth`); width != "390" {
			t.Errorf("%s is %s wide on a phone of 390", name, width)
		}
	}
}
