package web_test

import (
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"keyhouse/id"
	"keyhouse/words/wordstest"
)

// ownWords are what the office wrote itself, and what is the same in every language.
var ownWords = strings.Fields(`Keyhouse Harbour Lettings harbour Alma Admin Ana Lindqvist Ben Maler Quay Pier Lake Loft Ostend Loftus Hidden Zorbel Quist zorbel mark example
	people alma admin ana portal Portal Fred Desk fred desk The parrot stays EUR Europe Brussels UTC Airbnb Vrbo Booking com csv xlsx CSV PDF HMX17MARK MARK HMX
	Mon Tue Wed Thu Fri Sat Sun Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December
	Jan Feb Mar Apr Jun Jul Aug Sep Oct Nov Dec Mo Tu We Th Fr Sa Su Go http client HL AL BM AA AP English GET POST policy txt Enterprise Pro Soho SQLite PostgreSQL development`)

// code is what people wrote down or machines made: numbers, ids, addresses, codes of bookings.
var code = regexp.MustCompile(`\S*[@/\d_]\S*|\b[A-Z]{2,6}\b`)

var plainWord = regexp.MustCompile(`[A-Za-z]{2,}`)

func TestEveryScreenSpeaksTheReadersLanguage(t *testing.T) {
	wordstest.Learn(t)
	host, _ := os.Hostname()
	w := newOffice(t)
	for _, v := range []*visitor{w.signIn("Alma Admin"), w.staff("Fred Desk", "front-desk"), w.portal("Ana Portal", "client", []id.ID{w.ana.ID}, "calendar", "guest-name", "all-money", "block-off", "view-notes", "statements")} {
		v.post("/me/profile", url.Values{"name": {v.name}, "zone": {""}, "locale": {wordstest.Locale}}).is(http.StatusSeeOther)
		v.get("/me") // what was said before in the language of before
		seen, left := map[string]bool{}, []string{"/"}
		for len(left) > 0 && len(seen) < 150 {
			path := left[0]
			left = left[1:]
			a := v.get(path)
			if a.status != http.StatusOK || !strings.Contains(a.body, "<html") {
				continue
			}
			if !strings.Contains(a.body, `lang="qps"`) {
				t.Errorf("%s: %s is not in their language", v.name, path)
			}
			page, err := html.Parse(strings.NewReader(a.body))
			w.must(err)
			for _, said := range english(page) {
				if kept.MatchString(said) || said == host { // a node is called as its machine is
					continue
				}
				t.Errorf("%s: %s says %q in plain letters", v.name, path, said)
			}
			for _, to := range links(page) {
				if shape := ofOneShape(to); !seen[shape] {
					seen[shape], left = true, append(left, to)
				}
			}
		}
		if len(seen) < 10 {
			t.Errorf("%s was led to %d pages only", v.name, len(seen))
		}
	}
}

// english gives what of a page is in plain letters and nobody's own words.
func english(n *html.Node) []string {
	var said []string
	look := func(text string) {
		rest := code.ReplaceAllString(text, " ")
		for _, word := range plainWord.FindAllString(rest, -1) {
			if !slices.Contains(ownWords, word) {
				said = append(said, strings.TrimSpace(text))
				return
			}
		}
	}
	switch {
	case n.Type == html.TextNode:
		look(n.Data)
	case n.Type == html.ElementNode && slices.Contains([]string{"script", "style", "svg", "code", "kbd"}, n.Data):
		return nil
	case n.Type == html.ElementNode:
		for _, a := range n.Attr {
			if slices.Contains([]string{"aria-label", "title", "alt", "placeholder", "data-label"}, a.Key) {
				look(a.Val)
			}
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		said = append(said, english(c)...)
	}
	return said
}

// kept is what the trail wrote down when it happened.
var kept = regexp.MustCompile(`^(adding a member|opening an account|by password|\d+ owners from .*|booked .*|(staff|portal) user added|profile changed|due|Front desk)$`)

// links gives where a page leads within the product.
func links(n *html.Node) []string {
	var all []string
	for _, a := range n.Attr {
		if n.Data == "a" && a.Key == "href" && strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "/view-as/") {
			all = append(all, strings.Split(a.Val, "#")[0])
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		all = append(all, links(c)...)
	}
	return all
}

var ident = regexp.MustCompile(`[0-9a-f-]{36}|\d+|cursor=[^&]*`)

// ofOneShape gives the same for two addresses of one screen.
func ofOneShape(path string) string { return ident.ReplaceAllString(path, "*") }
