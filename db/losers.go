package db

import (
	"context"
	"time"
)

// losers is where the writes of this process queue that lost a race: one of them at a
// time runs again, beside whatever begins. Other processes have queues of their own,
// so a crowd of many becomes one of as many as there are processes.
//
// A lock in the database would not do: a serializable transaction sees things as they
// were when it began to wait for it, and so loses all the same. One taken before the transaction
// begins would have to outlive it, which a pooler in between does not allow.
type losers chan struct{}

// turnWait is how long a loser waits for its turn; behind somebody slow it goes on
// beside them.
const turnWait = 3 * time.Second

// queue waits for a turn. leave ends it.
func (l losers) queue(ctx context.Context) (leave func(), err error) {
	late := time.NewTimer(turnWait)
	defer late.Stop()
	select {
	case l <- struct{}{}:
		return func() { <-l }, nil
	case <-late.C:
		return func() {}, nil
	case <-ctx.Done():
		return func() {}, ctx.Err()
	}
}
