package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"keyhouse/calendar"
	"keyhouse/cash"
)

var (
	columns = []Column{{Title: "Guest"}, {Title: "Arrives", Kind: KindDay}, {Title: "Total", Kind: KindMoney}, {Title: "Nights", Kind: KindNumber}, {Title: "Changed", Kind: KindMoment}}
	rows    = [][]Cell{
		{Text("Zoë, \"Z\""), Day(calendar.Day(2026, 3, 4)), Money(cash.Amount{Minor: -123450, Currency: "EUR"}), Number(-2), Moment(time.Date(2026, 3, 4, 15, 4, 0, 0, time.FixedZone("", 3600)))},
		{Hidden(nil), Day(0), Money(cash.Amount{}), Cell{}, Moment(time.Time{})},
		{Text("=1+1"), Cell{}, Money(cash.Amount{Minor: 5000, Currency: "JPY"}), Cell{}, Cell{}},
	}
)

func write(t *testing.T, w Writer) {
	t.Helper()
	if err := w.Head(columns); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := w.Row(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestCSV(t *testing.T) {
	want := "Guest,Arrives,Total,Nights,Changed\r\n" +
		"\"Zoë, \"\"Z\"\"\",2026-03-04,-1234.50,-2,2026-03-04 15:04\r\n" +
		"not shown,,,,\r\n" +
		"'=1+1,,5000,,\r\n"
	for mark, want := range map[bool]string{false: want, true: "\ufeff" + want} {
		var b bytes.Buffer
		write(t, CSV(&b, mark))
		if b.String() != want {
			t.Errorf("mark %v: %q\nwant %q", mark, b.String(), want)
		}
	}
}

func TestCSVNeverWritesAFormula(t *testing.T) {
	for _, c := range []struct{ rule, in, want string }{
		{"equals", `=HYPERLINK("http://x")`, `'=HYPERLINK("http://x")`},
		{"plus, as in phone numbers", "+49 30 1234", "'+49 30 1234"},
		{"minus", "-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"},
		{"at", "@SUM(1)", "'@SUM(1)"},
		{"tab", "\tx", "'\tx"},
		{"carriage return", "\rx", "'\rx"},
		{"blanks before it", "  =1", "'  =1"},
		{"full-width letters", "＝1", "'＝1"},
		{"a real number stays", "-12.50", "-12.50"},
		{"a real number with plus stays", "+5", "+5"},
		{"a bare minus does not", "-", "'-"},
		{"other text stays", "a=b", "a=b"},
		{"nothing stays", "", ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			var b bytes.Buffer
			w := CSV(&b, false)
			if err := errors.Join(w.Head([]Column{{Title: c.in}}), w.Row([]Cell{Text(c.in)}), w.Close()); err != nil {
				t.Fatal(err)
			}
			r := csv.NewReader(&b)
			for _, place := range []string{"heading", "cell"} {
				record, err := r.Read()
				if c.want == "" && errors.Is(err, io.EOF) {
					continue // encoding/csv passes over blank lines
				}
				got := record[0]
				if strings.ReplaceAll(got, "\r", "") != strings.ReplaceAll(c.want, "\r", "") { // it also drops CR
					t.Errorf("%s %q, want %q", place, got, c.want)
				}
			}
		})
	}
}

func TestXLSX(t *testing.T) {
	var b bytes.Buffer
	write(t, XLSX(&b, "Bookings: 2026/03"))
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := f.GetSheetList(); !reflect.DeepEqual(got, []string{"Bookings  2026 03"}) {
		t.Fatalf("pages %q", got)
	}
	got, err := f.GetRows("Bookings  2026 03")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"Guest", "Arrives", "Total", "Nights", "Changed"},
		{`Zoë, "Z"`, "2026-03-04", "-1,234.50 EUR", "-2", "2026-03-04 15:04"},
		{"not shown"},
		{"=1+1", "", "5,000 JPY"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	if formula, err := f.GetCellFormula("Bookings  2026 03", "A4"); err != nil || formula != "" {
		t.Errorf("a text became the formula %q (%v)", formula, err)
	}
	for cell, want := range map[string]excelize.CellType{"B2": excelize.CellTypeUnset, "C2": excelize.CellTypeUnset, "A4": excelize.CellTypeInlineString} { // unset means number
		if got, err := f.GetCellType("Bookings  2026 03", cell); err != nil || got != want {
			t.Errorf("%s is of type %v, want %v (%v)", cell, got, want, err)
		}
	}
	var again bytes.Buffer
	write(t, XLSX(&again, "Bookings: 2026/03"))
	if !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Error("the same rows give different bytes")
	}
}

func TestSheetNames(t *testing.T) {
	for title, want := range map[string]string{"": "Sheet1", "'": "Sheet1", "a/b": "a b", strings.Repeat("ä", 40): strings.Repeat("ä", 31), "x\x00y": "x y"} {
		if got := sheetName(title); got != want {
			t.Errorf("%q becomes %q, want %q", title, got, want)
		}
	}
}

func TestCallsOutOfOrderFail(t *testing.T) {
	for name, make := range map[string]func() Writer{
		"csv":  func() Writer { return CSV(io.Discard, false) },
		"xlsx": func() Writer { return XLSX(io.Discard, "x") },
	} {
		t.Run(name, func(t *testing.T) {
			if make().Row([]Cell{Text("a")}) == nil {
				t.Error("a row before the heading")
			}
			if make().Head(nil) == nil {
				t.Error("a heading of no columns")
			}
			w := make()
			if err := w.Head(columns); err != nil {
				t.Fatal(err)
			}
			if w.Head(columns) == nil {
				t.Error("a second heading")
			}
			if w.Row([]Cell{Text("a")}) == nil {
				t.Error("a row that is too short")
			}
		})
	}
	if XLSX(io.Discard, "x").Close() == nil {
		t.Error("a workbook without a heading")
	}
}

// TestALongSheetNeedsLittleMemory writes a hundred thousand rows, over 20 MB
// of them, and looks at what stays alive half way.
func TestALongSheetNeedsLittleMemory(t *testing.T) {
	var before, midway runtime.MemStats
	w := XLSX(io.Discard, "long")
	if err := w.Head(columns); err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range 100_000 {
		row := rows[0]
		if err := w.Row(row); err != nil {
			t.Fatal(err)
		}
		if i == 90_000 {
			runtime.GC()
			runtime.ReadMemStats(&midway)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if grown := int64(midway.HeapAlloc) - int64(before.HeapAlloc); grown > 50<<20 {
		t.Errorf("%d MB are held after 90,000 rows, want at most 50", grown>>20)
	}
}
