package bench

import (
	"maps"
	"slices"
	"time"
)

// turn is how long each side works, in processor time, before the other has
// its turn.
const turn = 60 * time.Millisecond

// pair is what two sides took, in nanoseconds a call, round by round.
type pair struct {
	ours, limit []float64
}

func (p *pair) add(ours, limit float64) {
	p.ours, p.limit = append(p.ours, ours), append(p.limit, limit)
}

// ratio is the median of the ratios of the rounds.
func (p *pair) ratio() float64 {
	var all []float64
	for i := range p.ours {
		all = append(all, p.ours[i]/p.limit[i])
	}
	return median(all)
}

// figure gives the medians of both sides in a unit of so many nanoseconds.
func (p *pair) figure(name, unit string, nanos float64) Figure {
	return Figure{Name: name, Unit: unit, Value: median(p.ours) / nanos, Limit: median(p.limit) / nanos, Ratio: p.ratio()}
}

const (
	nanos  = 1
	micros = 1e3
	millis = 1e6
)

// turns has both sides work in turns, the first one changing round by round.
func (r *run) turns(ours, limit func() error) (*pair, error) {
	n, err := r.calls(ours)
	if err != nil {
		return nil, err
	}
	m, err := r.calls(limit)
	if err != nil {
		return nil, err
	}
	p := &pair{}
	for i := range r.Rounds {
		var took [2]float64
		for side := range 2 {
			do, calls := ours, n
			if side != i%2 {
				do, calls = limit, m
			}
			t, err := timed(calls, do)
			if err != nil {
				return nil, err
			}
			took[(side+i)%2] = t
		}
		p.add(took[0], took[1])
	}
	return p, nil
}

// calls finds how many calls fill a turn, and warms up.
func (r *run) calls(do func() error) (int, error) {
	if _, err := timed(2, do); err != nil {
		return 0, err
	}
	t, err := timed(3, do)
	if r.Quick {
		return 2, err
	}
	return max(2, int(float64(turn)/t)), err
}

// timed gives the nanoseconds of processor time that a call takes: what else
// the machine is busy with does not count.
func timed(calls int, do func() error) (float64, error) {
	start := spent()
	for range calls {
		if err := do(); err != nil {
			return 0, err
		}
	}
	return max(1, float64(spent()-start)) / float64(calls), nil
}

// clocked gives the nanoseconds on the clock that do takes.
func clocked(do func() error) (float64, error) {
	start := time.Now()
	err := do()
	return float64(time.Since(start)), err
}

func median(of []float64) float64 { return percentile(of, 50) }

// percentile gives the value that so many of a hundred do not exceed.
func percentile[T float64 | time.Duration](of []T, percent int) T {
	if len(of) == 0 {
		return 0
	}
	of = slices.Sorted(slices.Values(of))
	return of[min(len(of)-1, len(of)*percent/100)]
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
