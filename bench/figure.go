package bench

import (
	"fmt"
	"io"
	"strconv"
)

// Figure is one result. Limit and Ratio are 0 where nothing by hand can be set
// against it.
type Figure struct {
	Name   string             `json:"name"`
	Value  float64            `json:"figure"`
	Limit  float64            `json:"limit,omitempty"`
	Unit   string             `json:"unit"`
	Ratio  float64            `json:"ratio,omitempty"`
	Target string             `json:"target,omitempty"` // in words
	Met    *bool              `json:"met,omitempty"`
	More   map[string]float64 `json:"more,omitempty"` // what else was seen, by name and unit
}

// target sets what a figure should come to.
type target func(*Figure)

func wanted(words string, met func(*Figure) bool) target {
	return func(f *Figure) {
		ok := met(f)
		f.Target, f.Met = words, &ok
	}
}

func ratioAtMost(x float64) target {
	return wanted(fmt.Sprintf("ratio ≤ %v", x), func(f *Figure) bool { return f.Ratio <= x })
}

func ratioAtLeast(x float64) target {
	return wanted(fmt.Sprintf("ratio ≥ %v", x), func(f *Figure) bool { return f.Ratio >= x })
}

func atMost(x float64) target {
	return wanted(fmt.Sprintf("≤ %v", x), func(f *Figure) bool { return f.Value <= x })
}

// tell reports a figure with what it should have come to.
func (r *run) tell(f Figure, targets ...target) error {
	for _, t := range targets {
		t(&f)
	}
	if r.Report == nil {
		return nil
	}
	return r.Report(f)
}

// Heading and Line print figures as a table.
func Heading(w io.Writer) { columns(w, "", "figure", "limit", "unit", "ratio", "target") }

// Line prints one figure; see Heading.
func Line(w io.Writer, f Figure) {
	verdict := f.Target
	if f.Met != nil && !*f.Met {
		verdict += "  MISSED"
	}
	value := number(f.Value)
	if f.Value == 0 {
		value = "0" // none of what is counted
	}
	columns(w, f.Name, value, number(f.Limit), f.Unit, ratio(f.Ratio), verdict)
	for _, name := range sorted(f.More) {
		fmt.Fprintf(w, "    %-50s %10s\n", name, number(f.More[name]))
	}
}

func columns(w io.Writer, name, figure, limit, unit, ratio, target string) {
	fmt.Fprintf(w, "%-54s %10s %10s %-6s %6s  %s\n", name, figure, limit, unit, ratio, target)
}

func number(x float64) string {
	switch {
	case x == 0:
		return "–"
	case x < 10:
		return strconv.FormatFloat(x, 'f', 3, 64)
	case x < 1000:
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return strconv.FormatFloat(x, 'f', 0, 64)
}

func ratio(x float64) string {
	if x == 0 {
		return "–"
	}
	return strconv.FormatFloat(x, 'f', 2, 64)
}
