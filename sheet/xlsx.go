package sheet

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"keyhouse/cash"
	"keyhouse/fault"
)

const (
	page        = "Sheet1"
	maxXLSXRows = 1_048_576
	maxXLSXCell = 32_000 // bytes; the format allows 32,767 letters
	dayOfEpoch  = 25_569 // 1970-01-01 as spreadsheets count days
)

// XLSX writes an Excel workbook of one page called title: a bold heading that
// stays in view, days as days, sums as numbers that show their currency. The
// file is written at Close; until then rows go to a temporary file. It holds
// 1,048,575 rows; the next one fails with a Fault (TooLarge).
func XLSX(w io.Writer, title string) Writer {
	return &xlsxWriter{to: w, file: excelize.NewFile(), title: title, money: map[cash.Currency]int{}}
}

type xlsxWriter struct {
	order
	to     io.Writer
	file   *excelize.File
	out    *excelize.StreamWriter
	title  string
	rows   int
	day    int // styles
	moment int
	money  map[cash.Currency]int
	values []any
}

func (x *xlsxWriter) Head(columns []Column) error {
	if err := x.head(columns); err != nil {
		return err
	}
	if err := x.file.SetSheetName(page, sheetName(x.title)); err != nil {
		return err
	}
	var err error
	if x.out, err = x.file.NewStreamWriter(sheetName(x.title)); err != nil {
		return err
	}
	if err := x.layout(columns); err != nil {
		return err
	}
	values, err := x.headings(columns)
	if err != nil {
		return err
	}
	x.rows = 1
	return x.out.SetRow("A1", values)
}

func (x *xlsxWriter) layout(columns []Column) error {
	for i, column := range columns {
		if err := x.out.SetColWidth(i+1, i+1, width(column)); err != nil {
			return err
		}
	}
	var err error
	if x.day, err = x.style("yyyy-mm-dd"); err != nil {
		return err
	}
	if x.moment, err = x.style("yyyy-mm-dd hh:mm"); err != nil {
		return err
	}
	return x.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// width is in letters of the usual font.
func width(c Column) float64 {
	usual := map[Kind]int{KindText: 28, KindDay: 12, KindMoment: 17, KindMoney: 16, KindNumber: 10}[c.Kind]
	return float64(min(60, max(usual, utf8.RuneCountInString(c.Title)+2)))
}

func (x *xlsxWriter) style(form string) (int, error) {
	return x.file.NewStyle(&excelize.Style{CustomNumFmt: &form})
}

func (x *xlsxWriter) headings(columns []Column) ([]any, error) {
	var values []any
	for _, column := range columns {
		side := "left"
		if column.Kind == KindMoney || column.Kind == KindNumber {
			side = "right"
		}
		style, err := x.file.NewStyle(&excelize.Style{
			Font:      &excelize.Font{Bold: true},
			Alignment: &excelize.Alignment{Horizontal: side},
			Border:    []excelize.Border{{Type: "bottom", Style: 1, Color: "808080"}},
		})
		if err != nil {
			return nil, err
		}
		values = append(values, excelize.Cell{StyleID: style, Value: fit(column.Title)})
	}
	return values, nil
}

func (x *xlsxWriter) Row(cells []Cell) error {
	if err := x.row(cells); err != nil {
		return err
	}
	if x.rows == maxXLSXRows {
		return &fault.Fault{Kind: fault.TooLarge, Op: "sheet.Row", Say: "An Excel sheet holds no more than 1,048,575 rows. Narrow the filter, or export as CSV."}
	}
	x.rows++
	x.values = x.values[:0]
	for _, cell := range cells {
		value, err := x.value(cell)
		if err != nil {
			return err
		}
		x.values = append(x.values, value)
	}
	return x.out.SetRow(fmt.Sprintf("A%d", x.rows), x.values)
}

func (x *xlsxWriter) value(c Cell) (any, error) {
	if !c.given {
		return nil, nil
	}
	switch c.kind {
	case KindDay:
		return excelize.Cell{StyleID: x.day, Value: c.number + dayOfEpoch}, nil
	case KindMoment:
		_, offset := c.moment.Zone()
		clock := c.moment.Add(time.Duration(offset) * time.Second).UTC()
		return excelize.Cell{StyleID: x.moment, Value: float64(clock.Unix())/86_400 + dayOfEpoch}, nil
	case KindNumber:
		return c.number, nil
	case KindMoney:
		style, err := x.moneyStyle(c.currency)
		return excelize.Cell{StyleID: style, Value: float64(c.number) / math.Pow10(c.currency.Digits())}, err
	}
	return fit(c.text), nil
}

func (x *xlsxWriter) moneyStyle(c cash.Currency) (int, error) {
	if style, ok := x.money[c]; ok {
		return style, nil
	}
	form := "#,##0"
	if digits := c.Digits(); digits > 0 {
		form += "." + strings.Repeat("0", digits)
	}
	style, err := x.style(form + ` "` + string(c) + `"`)
	x.money[c] = style
	return style, err
}

func (x *xlsxWriter) Close() error {
	if x.out == nil {
		return errors.Join(errors.New("sheet: closed without Head"), x.file.Close())
	}
	err := x.out.Flush()
	if err == nil {
		_, err = x.file.WriteTo(x.to)
	}
	return errors.Join(err, x.file.Close())
}

func fit(s string) string {
	if len(s) > maxXLSXCell {
		return strings.ToValidUTF8(s[:maxXLSXCell], "")
	}
	return s
}

// sheetName makes a name that Excel takes: 31 letters, without []:*?/\.
func sheetName(title string) string {
	name := strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || r < ' ' {
			return ' '
		}
		return r
	}, title), " '")
	if letters := []rune(name); len(letters) > 31 {
		name = strings.Trim(string(letters[:31]), " '")
	}
	if name == "" {
		return page
	}
	return name
}
