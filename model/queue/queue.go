// Package queue keeps work for later and for others: batches that are dealt into parts, which any number of workers do, here or on other
// machines. It stands on a database (see package database) and on River, whose jobs are the parts. A part is finished in the transaction
// that keeps its result, so that a worker that is killed loses nothing and nothing is kept twice.
package queue

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"siamface/model/database"
	"siamface/model/spelling"
)

// tables are the steps to the tables of a queue: a row a batch, and a row a part, whose result stands there once.
var tables = []string{
	`CREATE TABLE siamface_batch (id {id}, kind TEXT NOT NULL, made BIGINT NOT NULL, task {bytes} NOT NULL)`,
	`CREATE TABLE siamface_part (batch BIGINT NOT NULL REFERENCES siamface_batch (id) ON DELETE CASCADE, number BIGINT NOT NULL,
		task {bytes} NOT NULL, result {bytes}, worker TEXT NOT NULL DEFAULT '', trouble TEXT NOT NULL DEFAULT '', failed BIGINT NOT NULL DEFAULT 0,
		begun BIGINT, finished BIGINT, PRIMARY KEY (batch, number))`,
}

// Queue is an open queue.
type Queue struct {
	data   *database.Database
	engine engine
}

// Open opens the queue in the database at an address, a file or a PostgreSQL server, and makes its tables where there are none.
func Open(ctx context.Context, address string) (*Queue, error) { return open(ctx, address, true) }

func open(ctx context.Context, address string, create bool) (*Queue, error) {
	d, err := database.Open(ctx, address)
	if err != nil {
		return nil, err
	}
	q := &Queue{data: d}
	if err := q.checkOwn(ctx, address, create); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if d.Postgres != nil {
		q.engine = newEngine(riverpgxv5.New(d.Postgres))
	} else {
		q.engine = newEngine(riversqlite.New(d.SQLite))
	}
	if err := errors.Join(d.Migrate(ctx, "queue", tables...), q.engine.migrate(ctx)); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return q, nil
}

// IsQueue tells whether a file holds a queue, without opening it.
func IsQueue(path string) bool { return database.HasTable(path, "siamface_batch") }

// OpenExisting is Open, but makes neither a file nor tables: a name with a slip of the pen is no empty queue.
func OpenExisting(ctx context.Context, address string) (*Queue, error) {
	if !database.IsServer(address) {
		if info, err := os.Stat(address); err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
			return nil, fmt.Errorf("there is no queue %s: siamface enqueue makes it", spelling.Show(address))
		}
	}
	return open(ctx, address, false)
}

// checkOwn refuses a file that is a database of something else, and a server's, which may hold much else, without a queue, unless it is to be
// made. A queue has the tables of its migrations.
func (q *Queue) checkOwn(ctx context.Context, address string, create bool) error {
	if q.data.SQLite == nil {
		there := false
		err := q.data.Postgres.QueryRow(ctx, "SELECT to_regclass('siamface_batch') IS NOT NULL").Scan(&there)
		if err == nil && !there && !create {
			err = fmt.Errorf("there is no queue in the database %s: siamface enqueue makes it", database.HidePassword(address))
		}
		return database.Explain(err)
	}
	var tables, own int
	err := q.data.SQLite.QueryRowContext(ctx, "SELECT count(*), coalesce(sum(name = 'siamface_batch'), 0) FROM sqlite_master WHERE type = 'table'").Scan(&tables, &own)
	if err == nil && tables > 0 && own == 0 {
		err = fmt.Errorf("%s is a database of something else, no queue: name another file", address)
	}
	return err
}

// Close ends the use of the queue.
func (q *Queue) Close() error { return q.data.Close() }

// Batch is work that was put into the queue at once.
type Batch struct {
	ID   int64     `json:"id"`
	Kind string    `json:"kind"` // of its work
	Made time.Time `json:"made"`
	// Parts are the numbers of its parts: all of them; those with a result; those that can't be done; and those at which a worker is.
	Parts    int64  `json:"parts"`
	Finished int64  `json:"finished"`
	Failed   int64  `json:"failed"`
	Running  int64  `json:"running"`
	Trouble  string `json:"trouble,omitempty"` // of one part that went wrong
	Task     []byte `json:"-"`
}

// ErrUnknown is beneath the error for a batch that isn't in the queue.
var ErrUnknown = errors.New("there is no such batch in the queue")

// Add puts work of a kind into the queue: a task that all parts share, and one for each part. It returns the batch's number.
func (q *Queue) Add(ctx context.Context, kind string, task []byte, parts [][]byte) (id int64, err error) {
	if len(parts) == 0 {
		return 0, errors.New("there is nothing to put into the queue")
	}
	err = q.data.Change(ctx, func(s database.Session) error {
		err := s.Query(ctx, func(scan func(...any) error) error { return scan(&id) },
			"INSERT INTO siamface_batch (kind, made, task) VALUES (?1, ?2, ?3) RETURNING id", kind, time.Now().UnixMilli(), task)
		if err != nil {
			return err
		}
		for number, part := range parts {
			_, err := s.Execute(ctx, "INSERT INTO siamface_part (batch, number, task) VALUES (?1, ?2, ?3)", id, number, part)
			if err != nil {
				return err
			}
		}
		return q.engine.insert(ctx, s, id, len(parts))
	})
	if err != nil {
		return 0, fmt.Errorf("can't put the work into the queue: %w", err)
	}
	return id, nil
}

const listBatches = `SELECT b.id, b.kind, b.made, b.task, count(*), count(p.finished), coalesce(sum(p.failed), 0),
	sum(CASE WHEN p.begun IS NOT NULL AND p.finished IS NULL AND p.failed = 0 THEN 1 ELSE 0 END), max(p.trouble)
	FROM siamface_batch b JOIN siamface_part p ON p.batch = b.id WHERE b.id = ?1 OR ?1 = 0
	GROUP BY b.id, b.kind, b.made, b.task ORDER BY b.id`

// List gives all batches, the oldest first.
func (q *Queue) List(ctx context.Context) ([]Batch, error) { return q.list(ctx, 0) }

// Find gives a batch by its number.
func (q *Queue) Find(ctx context.Context, id int64) (Batch, error) {
	list, err := q.list(ctx, id)
	if err == nil && (len(list) == 0 || id == 0) {
		err = fmt.Errorf("batch %d: %w", id, ErrUnknown)
	}
	if err != nil {
		return Batch{}, err
	}
	return list[0], nil
}

func (q *Queue) list(ctx context.Context, id int64) (list []Batch, err error) {
	err = q.data.Change(ctx, func(s database.Session) error {
		return s.Query(ctx, func(scan func(...any) error) error {
			var b Batch
			var made int64
			err := scan(&b.ID, &b.Kind, &made, &b.Task, &b.Parts, &b.Finished, &b.Failed, &b.Running, &b.Trouble)
			b.Made = time.UnixMilli(made)
			list = append(list, b)
			return err
		}, listBatches, id)
	})
	if err != nil {
		return nil, fmt.Errorf("can't read the queue: %w", err)
	}
	return list, nil
}

// ReadResults gives the results of a batch's finished parts, in the order of their numbers.
func (q *Queue) ReadResults(ctx context.Context, id int64, read func(number int, task, result []byte) error) error {
	if _, err := q.Find(ctx, id); err != nil {
		return err
	}
	err := q.data.Change(ctx, func(s database.Session) error {
		return s.Query(ctx, func(scan func(...any) error) error {
			var number int
			var task, result []byte
			if err := scan(&number, &task, &result); err != nil {
				return err
			}
			return read(number, task, result)
		}, "SELECT number, task, result FROM siamface_part WHERE batch = ?1 AND finished IS NOT NULL ORDER BY number", id)
	})
	if err != nil {
		return fmt.Errorf("can't read the results of batch %d: %w", id, err)
	}
	return nil
}

// Part is a part of a batch, with its result where it has one.
type Part struct {
	Number int
	Task   []byte
	Result []byte
}

// VisitParts gives all parts of a batch, in the order of their numbers.
func (q *Queue) VisitParts(ctx context.Context, id int64, visit func(p Part) error) error {
	err := q.data.Change(ctx, func(s database.Session) error { return visitParts(ctx, s, id, visit) })
	if err != nil {
		return fmt.Errorf("can't read the parts of batch %d: %w", id, err)
	}
	return nil
}

func visitParts(ctx context.Context, s database.Session, id int64, visit func(p Part) error) error {
	return s.Query(ctx, func(scan func(...any) error) error {
		var p Part
		if err := scan(&p.Number, &p.Task, &p.Result); err != nil {
			return err
		}
		return visit(p)
	}, "SELECT number, task, result FROM siamface_part WHERE batch = ?1 ORDER BY number", id)
}

// changedTrouble takes the place of what a part's trouble was, which may name what was taken out of it.
const changedTrouble = "the part was changed after it had failed: have it tried again"

// ChangeParts changes the tasks and results of a batch's parts, all or none. change says whether it has changed a part. What a worker is
// doing of a changed part comes to nothing: it is done again.
func (q *Queue) ChangeParts(ctx context.Context, id int64, change func(p *Part) (changed bool, err error)) error {
	err := q.data.Change(ctx, func(s database.Session) error {
		var parts []Part
		err := visitParts(ctx, s, id, func(p Part) error {
			changed, err := change(&p)
			if changed {
				parts = append(parts, p)
			}
			return err
		})
		if err != nil {
			return err
		}
		again, err := changeRows(ctx, s, id, parts)
		if err != nil {
			return err
		}
		if len(again) == 0 {
			return nil
		}
		return q.engine.insertParts(ctx, s, id, again)
	})
	if err != nil {
		return fmt.Errorf("can't change the parts of batch %d: %w", id, err)
	}
	return nil
}

// changeRows writes changed parts, and returns the numbers of those that a worker is at.
func changeRows(ctx context.Context, s database.Session, id int64, parts []Part) (running []int, err error) {
	for _, p := range parts {
		_, err := s.Execute(ctx, "UPDATE siamface_part SET task = ?1, trouble = CASE WHEN failed = 1 THEN ?2 ELSE '' END WHERE batch = ?3 AND number = ?4",
			p.Task, changedTrouble, id, p.Number)
		if err != nil {
			return nil, err
		}
		result := append([]byte{}, p.Result...) // NULL is that of a part without one
		_, err = s.Execute(ctx, "UPDATE siamface_part SET result = ?1 WHERE batch = ?2 AND number = ?3 AND finished IS NOT NULL", result, id, p.Number)
		if err != nil {
			return nil, err
		}
		n, err := s.Execute(ctx, `UPDATE siamface_part SET begun = NULL
			WHERE batch = ?1 AND number = ?2 AND begun IS NOT NULL AND finished IS NULL AND failed = 0`, id, p.Number)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			running = append(running, p.Number)
		}
	}
	return running, nil
}

// Rewrite leaves no byte of what was removed or changed.
func (q *Queue) Rewrite(ctx context.Context) error {
	if err := q.data.Rewrite(ctx, "siamface_part", "siamface_batch"); err != nil {
		return fmt.Errorf("what was removed of the queue is deleted, but its tables can't be written anew: %w", err)
	}
	return nil
}

// Remove takes a batch with its results out of the queue. What a worker is doing of it comes to nothing.
func (q *Queue) Remove(ctx context.Context, id int64) error {
	if _, err := q.Find(ctx, id); err != nil {
		return err
	}
	err := q.data.Change(ctx, func(s database.Session) error {
		_, err := s.Execute(ctx, "DELETE FROM siamface_batch WHERE id = ?1", id)
		return err
	})
	if err != nil {
		return fmt.Errorf("can't remove batch %d: %w", id, err)
	}
	return nil
}

// Retry gives the failed parts of a batch another chance, and returns how many those were.
func (q *Queue) Retry(ctx context.Context, id int64) (int, error) {
	if _, err := q.Find(ctx, id); err != nil {
		return 0, err
	}
	var numbers []int
	err := q.data.Change(ctx, func(s database.Session) error {
		err := s.Query(ctx, func(scan func(...any) error) error {
			var n int
			err := scan(&n)
			numbers = append(numbers, n)
			return err
		}, "UPDATE siamface_part SET failed = 0, trouble = '', begun = NULL WHERE batch = ?1 AND failed = 1 RETURNING number", id)
		if err != nil || len(numbers) == 0 {
			return err
		}
		return q.engine.insertParts(ctx, s, id, numbers)
	})
	if err != nil {
		return 0, fmt.Errorf("can't put the parts of batch %d into the queue again: %w", id, err)
	}
	return len(numbers), nil
}
