package icon

import (
	"strconv"
	"strings"

	"golang.org/x/exp/shiny/iconvg"
)

// pen follows IconVG's drawing orders and writes them down as SVG path data.
// Both languages have the same strokes; only colours, registers and levels of
// detail are dropped, because our icons have one colour and one size.
type pen struct {
	box  iconvg.Rectangle
	path strings.Builder
}

func (p *pen) stroke(order byte, at ...float32) {
	p.path.WriteByte(order)
	for i, n := range at {
		if s := number(n); i == 0 || s[0] == '-' {
			p.path.WriteString(s)
		} else {
			p.path.WriteString(" " + s)
		}
	}
}

// number keeps two decimals: a hundredth of a unit is a fiftieth of a pixel.
func number(n float32) string {
	s := strconv.FormatFloat(float64(n), 'f', 2, 32)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

func (p *pen) arc(order byte, rx, ry, turn float32, large, sweep bool, x, y float32) {
	p.stroke(order, rx, ry, turn*360, bit(large), bit(sweep), x, y)
}

func bit(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// What IconVG calls; see iconvg.Destination.

func (p *pen) Reset(m iconvg.Metadata)            { p.box = m.ViewBox }
func (*pen) SetCSel(uint8)                        {}
func (*pen) SetNSel(uint8)                        {}
func (*pen) SetCReg(uint8, bool, iconvg.Color)    {}
func (*pen) SetNReg(uint8, bool, float32)         {}
func (*pen) SetLOD(float32, float32)              {}
func (p *pen) StartPath(_ uint8, x, y float32)    { p.stroke('M', x, y) }
func (p *pen) ClosePathEndPath()                  { p.path.WriteByte('z') }
func (p *pen) ClosePathAbsMoveTo(x, y float32)    { p.path.WriteByte('z'); p.stroke('M', x, y) }
func (p *pen) ClosePathRelMoveTo(x, y float32)    { p.path.WriteByte('z'); p.stroke('m', x, y) }
func (p *pen) AbsHLineTo(x float32)               { p.stroke('H', x) }
func (p *pen) RelHLineTo(x float32)               { p.stroke('h', x) }
func (p *pen) AbsVLineTo(y float32)               { p.stroke('V', y) }
func (p *pen) RelVLineTo(y float32)               { p.stroke('v', y) }
func (p *pen) AbsLineTo(x, y float32)             { p.stroke('L', x, y) }
func (p *pen) RelLineTo(x, y float32)             { p.stroke('l', x, y) }
func (p *pen) AbsSmoothQuadTo(x, y float32)       { p.stroke('T', x, y) }
func (p *pen) RelSmoothQuadTo(x, y float32)       { p.stroke('t', x, y) }
func (p *pen) AbsQuadTo(x1, y1, x, y float32)     { p.stroke('Q', x1, y1, x, y) }
func (p *pen) RelQuadTo(x1, y1, x, y float32)     { p.stroke('q', x1, y1, x, y) }
func (p *pen) AbsSmoothCubeTo(x, y, a, b float32) { p.stroke('S', x, y, a, b) }
func (p *pen) RelSmoothCubeTo(x, y, a, b float32) { p.stroke('s', x, y, a, b) }
func (p *pen) AbsCubeTo(a, b, c, d, x, y float32) { p.stroke('C', a, b, c, d, x, y) }
func (p *pen) RelCubeTo(a, b, c, d, x, y float32) { p.stroke('c', a, b, c, d, x, y) }
func (p *pen) AbsArcTo(rx, ry, turn float32, large, sweep bool, x, y float32) {
	p.arc('A', rx, ry, turn, large, sweep, x, y)
}
func (p *pen) RelArcTo(rx, ry, turn float32, large, sweep bool, x, y float32) {
	p.arc('a', rx, ry, turn, large, sweep, x, y)
}
