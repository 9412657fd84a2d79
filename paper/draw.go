package paper

import "strings"

// letterhead draws the first page down to where the tables begin.
func (d *drawing) letterhead() {
	d.AddPage()
	d.sender()
	d.address()
	d.facts()
	d.foldMarks()
	d.ink()
	d.write("B", large)
	d.put(left, bodyTop, bodyWidth, d.paper.Title, "L")
	d.SetY(bodyTop + 10)
	if d.paper.Intro != "" {
		d.write("", usual)
		d.SetX(left)
		d.MultiCell(bodyWidth, 4.6, letters(d.paper.Intro), "", "L", false)
		d.SetY(d.GetY() + 2)
	}
}

// sender stands at the top right.
func (d *drawing) sender() {
	d.ink()
	d.write("B", 11)
	d.put(left, top, bodyWidth, d.paper.From.Name, "R")
	d.faint()
	d.write("", small+0.5)
	for i, line := range d.paper.From.Lines {
		if i < 6 {
			d.put(left, top+5.5+float64(i)*4, bodyWidth, line, "R")
		}
	}
}

// address stands in the window: the sender in small print, then the receiver.
func (d *drawing) address() {
	d.faint()
	d.write("", 6)
	from := d.paper.From.Name
	for _, line := range d.paper.From.Lines {
		if d.GetStringWidth(letters(from+" · "+line)) <= windowWidth {
			from += " · " + line
		}
	}
	d.put(left, windowTop-5.5, windowWidth, from, "L")
	d.ink()
	d.write("", 10)
	d.put(left, windowTop+1, windowWidth, d.paper.To.Name, "L")
	for i, line := range d.paper.To.Lines {
		if i < 5 {
			d.put(left, windowTop+1+float64(i+1)*5, windowWidth, line, "L")
		}
	}
}

func (d *drawing) facts() {
	for i, fact := range d.paper.Facts {
		y := windowTop + 1 + float64(i)*5.4
		d.faint()
		d.write("", usual)
		d.put(factsLeft, y, 24, fact.Label, "L")
		d.ink()
		d.put(factsLeft+25, y, pageWidth-right-factsLeft-25, fact.Value, "R")
	}
}

// foldMarks show where to fold the sheet for the window.
func (d *drawing) foldMarks() {
	d.SetLineWidth(0.1)
	d.SetDrawColor(170, 174, 182)
	d.Line(5, 105, 9, 105)
	d.Line(5, 210, 9, 210)
}

// foot draws the foot of every page.
func (d *drawing) foot() {
	y := pageHeight - bottom + 7
	d.hairline(y-1.5, false)
	d.faint()
	d.write("", small)
	for i, text := range d.SplitText(letters(d.paper.Footer), bodyWidth-35) {
		if i < 3 {
			d.put(left, y+float64(i)*3.6, bodyWidth-35, text, "L")
		}
	}
	d.put(pageWidth-right-33, y, 33, d.paper.Tongue.Say("paper.page", "page", d.PageNo(), "pages", d.pages), "R")
}

// turn begins a page whose head says what it continues.
func (d *drawing) turn() {
	d.AddPage()
	d.faint()
	d.write("", small)
	d.put(left, top-6, bodyWidth/2, d.paper.From.Name, "L")
	title := d.paper.Title
	if d.paper.To.Name != "" {
		title += " · " + d.paper.To.Name
	}
	d.put(left+bodyWidth/2, top-6, bodyWidth/2, title, "R")
	d.hairline(top, false)
	d.ink()
	d.SetY(top + 4)
}

// room reports whether so many millimetres are left on the page.
func (d *drawing) room(height float64) bool { return d.GetY()+height <= pageHeight-bottom }

// section draws a table; a heading never stands alone at the foot of a page.
func (d *drawing) section(s Section) {
	if !d.room(7 + 3*rowHeight) {
		d.turn()
	}
	d.sectionHead(s, s.Title)
	for i, row := range s.Rows {
		d.write("", usual)
		need := d.height(s, row)
		if i == len(s.Rows)-1 && len(s.Sum) > 0 {
			need += rowHeight + 1 // the last row and its sum stay together
		}
		if !d.room(need) {
			d.turn()
			d.sectionHead(s, d.paper.Tongue.Say("paper.continued", "title", s.Title))
		}
		d.row(s, row, "")
		d.hairline(d.GetY(), false)
	}
	if len(s.Sum) > 0 {
		d.hairline(d.GetY(), true)
		d.row(s, s.Sum, "B")
	}
	d.SetY(d.GetY() + 5)
}

func (d *drawing) sectionHead(s Section, title string) {
	if s.Title != "" {
		d.ink()
		d.write("B", 9.5)
		d.put(left, d.GetY(), bodyWidth, title, "L")
		d.SetY(d.GetY() + 6)
	}
	titles := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		titles[i] = c.Title
	}
	d.faint()
	d.cells(s, titles, "", small)
	d.ink()
	d.hairline(d.GetY(), true)
}

func (d *drawing) row(s Section, cells []string, style string) {
	d.ink()
	d.cells(s, cells, style, usual)
}

// cells draws one row of a table and steps below it.
func (d *drawing) cells(s Section, cells []string, style string, size float64) {
	d.write(style, size)
	x, y := left, d.GetY()
	widths := s.widths()
	for i, lines := range d.lines(s, cells) {
		side := "L"
		if s.Columns[i].Right {
			side = "R"
		}
		for n, text := range lines {
			d.put(x, y+float64(n)*lineHeight, widths[i]-gap, text, side)
		}
		x += widths[i]
	}
	d.SetXY(left, y+d.height(s, cells))
}

// widths gives each column's width with the gap after it; the last has none
// in the page, so its gap lies in the margin.
func (s Section) widths() []float64 {
	var whole float64
	for _, c := range s.Columns {
		whole += c.Parts
	}
	widths := make([]float64, len(s.Columns))
	for i, c := range s.Columns {
		widths[i] = (bodyWidth + gap) * c.Parts / whole
	}
	return widths
}

// lines breaks cells into lines: words wrap, sums stand on one.
func (d *drawing) lines(s Section, cells []string) [][]string {
	widths := s.widths()
	broken := make([][]string, min(len(cells), len(s.Columns)))
	for i := range broken {
		text := letters(cells[i])
		if s.Columns[i].Right || d.GetStringWidth(text) <= widths[i]-gap {
			broken[i] = []string{text}
			continue
		}
		broken[i] = d.SplitText(text, widths[i]-gap)
		if len(broken[i]) > maxLines {
			broken[i] = append(broken[i][:maxLines-1], strings.Join(broken[i][maxLines-1:], " "))
		}
	}
	return broken
}

// height is that of the row in the font now set.
func (d *drawing) height(s Section, cells []string) float64 {
	most := 1
	for _, lines := range d.lines(s, cells) {
		most = max(most, len(lines))
	}
	return rowHeight + float64(most-1)*lineHeight
}

// totals sums up at the right, all on one page.
func (d *drawing) totals() {
	if len(d.paper.Totals) == 0 {
		return
	}
	if !d.room(float64(len(d.paper.Totals))*6.2 + 2) {
		d.turn()
	}
	const from = left + bodyWidth*0.5
	for _, t := range d.paper.Totals {
		y := d.GetY()
		d.ink()
		d.write("", usual+0.5)
		if t.Strong {
			d.SetDrawColor(60, 66, 78)
			d.SetLineWidth(0.25)
			d.Line(from, y, pageWidth-right, y)
			d.write("B", usual+1.5)
			y++
		}
		d.put(from, y, 42, t.Label, "L")
		d.put(from+43, y, bodyWidth*0.5-43, t.Value, "R")
		d.SetY(y + 6)
	}
}
