package live

import (
	"context"
	"time"

	"keyhouse/db"
	"keyhouse/id"
)

// lease says that this node lives.
func (p *presence) lease(ctx context.Context, tx *db.Tx) error {
	return tx.Global("node").Upsert(ctx, db.Set("id", p.node), db.Set("until_at", time.Now().Add(lease)))
}

// renew lengthens the lease while somebody is here. A node that was away so
// long that others took it for dead writes everybody down again.
func (p *presence) renew(ctx context.Context) {
	p.mu.Lock()
	anybody := len(p.held) > 0
	p.mu.Unlock()
	if !anybody {
		return
	}
	var n int64
	err := p.hub.hints.db.Write(ctx, func(tx *db.Tx) (err error) {
		n, err = tx.Global("node").Update(ctx, db.ByID(p.node), db.Set("until_at", time.Now().Add(lease)))
		return err
	})
	if err != nil || n > 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for at, h := range p.held {
		if h.pages == 0 {
			delete(p.held, at)
			continue
		}
		h.row, h.written = id.New(), false
	}
	poke(p.wake)
}

// sweep removes what dead nodes wrote.
func (p *presence) sweep(ctx context.Context) {
	dead, err := p.dead(ctx)
	if err == nil && len(dead) > 0 {
		err = p.hub.hints.db.Write(ctx, func(tx *db.Tx) error {
			for _, node := range dead {
				if err := p.bury(ctx, tx, node); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil && ctx.Err() == nil {
		p.hub.hints.o.Log.Warn("live: cannot clear who was connected to other nodes", "error", err)
	}
}

func (p *presence) dead(ctx context.Context) ([]id.ID, error) {
	var dead []id.ID
	err := p.hub.hints.db.Read(ctx, func(tx *db.Tx) (err error) {
		dead, err = db.All(ctx, tx, db.Global("n.id", "node n").And("n.until_at < ? AND n.id <> ?", time.Now(), p.node), db.Scan1[id.ID])
		return err
	})
	return dead, err
}

// bury removes a node and everybody who was at it.
func (p *presence) bury(ctx context.Context, tx *db.Tx, node id.ID) error {
	accounts, err := db.All(ctx, tx, db.Global("pr.account_id", "presence pr").And("pr.node_id = ?", node), db.Scan1[id.ID])
	if err != nil {
		return err
	}
	if _, err := tx.Global("presence").Delete(ctx, db.Where("node_id = ?", node)); err != nil {
		return err
	}
	if _, err := tx.Global("node").Delete(ctx, db.ByID(node)); err != nil {
		return err
	}
	told := map[id.ID]bool{}
	for _, a := range accounts {
		told[a] = true
	}
	return p.tell(ctx, tx, told)
}

// goAway is the last thing a node does that is shut down in order.
func (p *presence) goAway(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	err := p.hub.hints.db.Write(ctx, func(tx *db.Tx) error { return p.bury(ctx, tx, p.node) })
	if err != nil {
		p.hub.hints.o.Log.Warn("live: cannot write that this node goes away", "error", err)
	}
}
