package paper

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"keyhouse/calendar"
	"keyhouse/requiretest"
)

func example(lines int) Statement {
	s := Statement{
		Issuer: Party{"Scheldezicht Verhuur bv", []string{"Napelsstraat 12", "2000 Antwerpen", "+32 3 555 01 20", "office@scheldezicht.example"}},
		Owner:  Party{"Mevr. Zoë Łukasiewicz-Παπαδοπούλου", []string{"Langestraat 7 bus 3", "9000 Gent", "België"}},
		Number: "2026-0017", From: calendar.Day(2026, 10, 1), Until: calendar.Day(2026, 11, 1), Issued: calendar.Day(2026, 11, 3),
		Currency: "EUR", Opening: 12050, Paid: 95000,
		Payouts: []Payout{{calendar.Day(2026, 10, 15), "Bank transfer BE71 0961 2345 6769", 95000}},
		Footer:  "Scheldezicht Verhuur bv · BTW BE 0123.456.749 · IBAN BE71 0961 2345 6769 · questions: office@scheldezicht.example",
	}
	for i := range lines {
		l := Line{Property: []string{"Atelier Zuid", "Molen aan de Vliet – tuinhuis"}[i*2/max(lines, 2)], Day: calendar.Day(2026, 10, 1+i%31), Description: fmt.Sprintf("Stay of %d guests, reference HM%05d", 1+i%5, i*7919%100000), Nights: 1 + i%7, Minor: int64(10123 + i*317)}
		if i%6 == 5 {
			l.Description, l.Nights, l.Minor = "Cleaning after departure, with linen and the windows that face the garden and the street", 0, -4500
		}
		s.Lines = append(s.Lines, l)
		s.Earned += l.Minor
	}
	s.Closing = s.Opening + s.Earned - s.Paid
	return s
}

func render(t *testing.T, s Statement) []byte {
	t.Helper()
	b, err := s.PDF()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func pages(b []byte) int { return bytes.Count(b, []byte("/Type /Page\n")) }

// words reads a PDF back; where no reader is installed it ends the test.
func printed(t *testing.T, b []byte) string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		requiretest.Missing(t, "pdftotext", "no pdftotext on this machine: the words on the page are not checked")
	}
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestAStatementIsTheSameEveryTime(t *testing.T) {
	want := render(t, example(40))
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if got, err := example(40).PDF(); err != nil || !bytes.Equal(got, want) {
				t.Errorf("other bytes (%v)", err)
			}
		})
	}
	all.Wait()
}

func TestPages(t *testing.T) {
	for _, c := range []struct {
		rule         string
		lines, pages int
	}{
		{"nothing earned is one page", 0, 1},
		{"a short statement is one page", 8, 1},
		{"a long one has several", 90, 4},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := pages(render(t, example(c.lines))); got != c.pages {
				t.Errorf("%d pages, want %d", got, c.pages)
			}
		})
	}
}

func TestWhatIsOnThePage(t *testing.T) {
	text := printed(t, render(t, example(90)))
	for _, want := range []string{"Mevr. Zoë Łukasiewicz-Παπαδοπούλου", "2026-0017", "1 Oct 2026 – 31 Oct 2026", "Page 1 of 4", "Page 4 of 4",
		"Atelier Zuid", "Atelier Zuid (continued)", "Molen aan de Vliet – tuinhuis", "Amount (EUR)", "−45.00", "Balance brought forward", "120.50", "Paid out", "−950.00"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the page:\n%.3000s", want, text)
		}
	}
	if n := strings.Count(text, "Description"); n < 4 {
		t.Errorf("column heads stand %d times, want one a table and page", n)
	}
}

func TestAnyTextIsSurvived(t *testing.T) {
	s := example(2)
	s.Owner = Party{"🏠 \xff\x00\n日本", []string{strings.Repeat("W", 500), "", "a", "b", "c", "d", "e", "f"}}
	s.Lines[0].Description = strings.Repeat("long ", 200)
	s.Lines[1].Property = ""
	s.Footer = strings.Repeat("x", 1000)
	if got := pages(render(t, s)); got != 1 {
		t.Errorf("%d pages, want 1", got)
	}
}

func TestAPaperWithoutAnythingIsAPage(t *testing.T) {
	var b bytes.Buffer
	if err := (Paper{}).PDF(&b); err != nil || pages(b.Bytes()) != 1 {
		t.Errorf("%d pages, %v", pages(b.Bytes()), err)
	}
}
