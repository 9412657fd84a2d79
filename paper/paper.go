// Package paper makes documents that one would post: A4, the address where a
// window envelope shows it, tables with hairlines, page numbers. A Paper is
// the general form; Statement fills it for owners. The same Paper gives the
// same bytes, so what was issued can be made again and compared.
package paper

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"

	"keyhouse/calendar"
	"keyhouse/words"
)

// Paper is a letter with tables.
type Paper struct {
	Title    string
	From     Party
	To       Party
	Facts    []Fact // beside the address: number, period, date
	Intro    string
	Sections []Section
	Totals   []Total
	Footer   string        // at the foot of each page
	Made     calendar.Date // the file's own date
	Tongue   *words.Tongue // of what stands on each page; nil is English
}

// Party is a sender or receiver: a name and the lines below it.
type Party struct {
	Name  string
	Lines []string
}

// Fact is a labelled value.
type Fact struct{ Label, Value string }

// Section is a table with a heading. Its column heads come again on each page.
type Section struct {
	Title   string
	Columns []Column
	Rows    [][]string
	Sum     []string // the last row, above which a line is drawn; may be empty
}

// Column says how wide, in parts of the whole, and on which side.
type Column struct {
	Title string
	Parts float64
	Right bool
}

// Total is a line of the summing up at the end.
type Total struct {
	Label, Value string
	Strong       bool // drawn under a line, in bold
}

// Measures in millimetres: A4, and the window of a DIN long or C6/5 envelope.
const (
	pageWidth, pageHeight = 210.0, 297.0
	left, right, top      = 20.0, 20.0, 18.0
	bottom                = 26.0
	windowTop             = 50.0
	windowWidth           = 85.0
	factsLeft             = 122.0
	bodyTop               = 98.0
	rowHeight             = 5.4
	lineHeight            = 3.9 // of further lines in a cell
	maxLines              = 6   // of one cell
	gap                   = 3.0 // between columns
	small, usual, large   = 7.0, 8.5, 15.0
	bodyWidth             = pageWidth - left - right
)

const font = "dejavu"

// PDF writes the document.
func (p Paper) PDF(w io.Writer) error {
	pages, err := p.draw(io.Discard, 0)
	if err != nil {
		return err
	}
	_, err = p.draw(w, pages) // now that "of n" is known
	return err
}

// draw draws the whole document, with pages as the number of its pages.
func (p Paper) draw(w io.Writer, pages int) (int, error) {
	d := &drawing{Fpdf: fpdf.New("P", "mm", "A4", ""), paper: p, pages: pages}
	made := time.Unix(0, 0).UTC()
	if !p.Made.IsZero() {
		made = p.Made.Time()
	}
	d.SetCreationDate(made)
	d.SetModificationDate(made)
	d.SetCatalogSort(true)
	d.SetProducer("Keyhouse", true)
	d.SetTitle(letters(p.Title), true)
	d.SetAuthor(letters(p.From.Name), true)
	d.AddUTF8FontFromBytes(font, "", bytes.Clone(dejavusans.TTF))
	d.AddUTF8FontFromBytes(font, "B", bytes.Clone(dejavusansbold.TTF))
	d.SetMargins(left, top, right)
	d.SetAutoPageBreak(false, bottom)
	d.SetCellMargin(0)
	d.SetFooterFunc(d.foot)
	d.letterhead()
	for _, s := range p.Sections {
		d.section(s)
	}
	d.totals()
	d.Close()
	if err := d.Error(); err != nil {
		return 0, fmt.Errorf("paper: %w", err)
	}
	return d.PageCount(), d.Output(w)
}

// drawing is a Paper on its way to the page.
type drawing struct {
	*fpdf.Fpdf
	paper Paper
	pages int
}

func (d *drawing) write(style string, size float64) { d.SetFont(font, style, size) }

func (d *drawing) ink()   { d.SetTextColor(30, 34, 42) }
func (d *drawing) faint() { d.SetTextColor(105, 110, 120) }

func (d *drawing) hairline(y float64, dark bool) {
	d.SetLineWidth(0.1)
	d.SetDrawColor(205, 208, 214)
	if dark {
		d.SetLineWidth(0.25)
		d.SetDrawColor(60, 66, 78)
	}
	d.Line(left, y, pageWidth-right, y)
}

// put writes one line of text into a box, shortened if it does not fit.
func (d *drawing) put(x, y, width float64, text, side string) {
	d.SetXY(x, y)
	d.CellFormat(width, rowHeight, d.shorten(letters(text), width), "", 0, side+"M", false, 0, "")
}

// shorten cuts text to width and marks the cut.
func (d *drawing) shorten(text string, width float64) string {
	if d.GetStringWidth(text) <= width {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && d.GetStringWidth(string(runes)+"…") > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// letters keeps what the font can draw: one line, no characters beyond the
// basic plane.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r < ' ' || r == 0x7f:
			return -1
		case r > 0xffff:
			return '□'
		}
		return r
	}, strings.ToValidUTF8(s, "□"))
}
