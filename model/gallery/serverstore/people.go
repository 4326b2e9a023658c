package serverstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"siamface/model/gallery/store"
	"siamface/model/spelling"
)

// Add is store.Store's.
func (s *Server) Add(ctx context.Context, n store.Network, photos []store.Photo) (added int, err error) {
	err = s.change(ctx, func(tx pgx.Tx) error {
		has, err := readNetwork(ctx, tx)
		if err != nil {
			return err
		}
		fresh, err := store.CheckNetwork(has, n)
		if fresh {
			err = writeNetwork(ctx, tx, n)
		}
		if err != nil {
			return err
		}
		added, err = addPhotos(ctx, tx, n.Size, photos)
		return err
	})
	return added, err
}

// addPhotos adds the photos whose faces aren't there, and counts them.
func addPhotos(ctx context.Context, tx pgx.Tx, size int, photos []store.Photo) (added int, err error) {
	people := map[string]int64{}
	var all pgx.Batch
	for _, p := range photos {
		if err := p.Check(size); err != nil {
			return 0, err
		}
		key := spelling.Key(p.Person)
		if _, known := people[key]; !known {
			if people[key], err = makePerson(ctx, tx, p.Person); err != nil {
				return 0, err
			}
		}
		all.Queue(`INSERT INTO siamface_photo (person, path, sha256, x, y, w, h, length, embedding) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::vector)
			ON CONFLICT (sha256, x, y, w, h) DO NOTHING`, people[key], text(p.Path), p.SHA256, p.Box[0], p.Box[1], p.Box[2], p.Box[3], p.Length,
			pgvector.NewVector(p.Embedding).String())
	}
	if len(photos) == 0 {
		return 0, nil
	}
	results := tx.SendBatch(ctx, &all)
	for range photos {
		tag, failed := results.Exec()
		if failed != nil {
			err = failed
			break
		}
		added += int(tag.RowsAffected())
	}
	return added, errors.Join(err, results.Close())
}

// findPerson is a person's number.
func findPerson(ctx context.Context, q querier, name string) (id int64, err error) {
	err = q.QueryRow(ctx, "SELECT id FROM siamface_person WHERE key = $1", text(spelling.Key(name))).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		err = store.Nobody(name)
	}
	return id, err
}

// makePerson is findPerson of somebody who may be new.
func makePerson(ctx context.Context, tx pgx.Tx, name string) (id int64, err error) {
	id, err = findPerson(ctx, tx, name)
	if errors.Is(err, store.ErrNobody) {
		err = tx.QueryRow(ctx, "INSERT INTO siamface_person (name, key) VALUES ($1, $2) RETURNING id", text(name), text(spelling.Key(name))).Scan(&id)
	}
	return id, err
}

// FindStored is store.Store's.
func (s *Server) FindStored(ctx context.Context, sums []string) (map[string][]store.Stored, error) {
	found := map[string][]store.Stored{}
	err := s.read(ctx, func(row pgx.Rows) error {
		var sum string
		var of store.Stored
		err := row.Scan(&sum, textTo{&of.Person}, textTo{&of.Path}, &of.Box[0], &of.Box[1], &of.Box[2], &of.Box[3])
		found[sum] = append(found[sum], of)
		return err
	}, "SELECT f.sha256, p.name, f.path, f.x, f.y, f.w, f.h FROM siamface_photo f JOIN siamface_person p ON p.id = f.person WHERE f.sha256 = ANY ($1) ORDER BY f.id", sums)
	return found, err
}

// read calls each with every row of a query.
func (s *Server) read(ctx context.Context, each func(row pgx.Rows) error, query string, arguments ...any) error {
	rows, err := s.data.Postgres.Query(ctx, query, arguments...)
	if err != nil {
		return s.explain(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return s.explain(rows.Err())
}

// People is store.Store's.
func (s *Server) People(ctx context.Context) ([]store.Person, error) {
	people := []store.Person{}
	err := s.read(ctx, func(row pgx.Rows) error {
		var p store.Person
		err := row.Scan(textTo{&p.Name}, &p.Photos)
		people = append(people, p)
		return err
	}, "SELECT p.name, count(*) FROM siamface_person p JOIN siamface_photo f ON f.person = p.id GROUP BY p.id")
	store.SortPeople(people)
	return people, err
}

// Photos is store.Store's.
func (s *Server) Photos(ctx context.Context, person string) ([]store.Photo, error) {
	photos := []store.Photo{}
	err := s.read(ctx, func(row pgx.Rows) error {
		var p store.Photo
		err := row.Scan(textTo{&p.Person}, textTo{&p.Path}, &p.SHA256, &p.Box[0], &p.Box[1], &p.Box[2], &p.Box[3], &p.Length)
		photos = append(photos, p)
		return err
	}, `SELECT p.name, f.path, f.sha256, f.x, f.y, f.w, f.h, f.length FROM siamface_photo f JOIN siamface_person p ON p.id = f.person
		WHERE $1 = '' OR p.key = $2 ORDER BY f.id`, text(person), text(spelling.Key(person)))
	if err != nil {
		return nil, err
	}
	if person != "" && len(photos) == 0 {
		return nil, store.Nobody(person)
	}
	return photos, nil
}

// Remove is store.Store's.
func (s *Server) Remove(ctx context.Context, person string, paths []string) (removed int, err error) {
	err = s.change(ctx, func(tx pgx.Tx) error {
		id, err := findPerson(ctx, tx, person)
		if err != nil {
			return err
		}
		for _, path := range paths {
			tag, err := tx.Exec(ctx, `DELETE FROM siamface_photo WHERE id =
				(SELECT id FROM siamface_photo WHERE person = $1 AND path = $2 ORDER BY id LIMIT 1)`, id, text(path))
			if err != nil {
				return err
			}
			if tag.RowsAffected() == 0 {
				return fmt.Errorf("%s isn't among the photos of %s; nothing was removed", spelling.Show(path), spelling.Show(person))
			}
			removed++
		}
		return nil
	})
	return removed, err
}

// Merge is store.Store's.
func (s *Server) Merge(ctx context.Context, into string, from []string) (moved int, err error) {
	err = s.change(ctx, func(tx pgx.Tx) error {
		var ids []int64
		for _, name := range from {
			id, err := findPerson(ctx, tx, name)
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		to, err := makePerson(ctx, tx, into)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE siamface_person SET name = $1 WHERE id = $2", text(into), to); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, "UPDATE siamface_photo SET person = $1 WHERE person = ANY ($2) AND person <> $1", to, ids)
		moved = int(tag.RowsAffected())
		return err
	})
	return moved, err
}

// Forget is store.Store's. The tables are then written anew without what was deleted (VACUUM FULL). The server's log of changes and its
// copies hold it until they are overwritten, which isn't up to this program.
func (s *Server) Forget(ctx context.Context, person string) (forgotten int, err error) {
	err = s.change(ctx, func(tx pgx.Tx) error {
		id, err := findPerson(ctx, tx, person)
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, "DELETE FROM siamface_photo WHERE person = $1", id)
		if err != nil {
			return err
		}
		forgotten = int(tag.RowsAffected())
		return forgetRecalled(ctx, tx)
	})
	if err != nil {
		return 0, err
	}
	return forgotten, rewriteTables(ctx, s)
}

// ForgetPhotos is store.Store's. What is left of them on the server's disk is as Forget has it.
func (s *Server) ForgetPhotos(ctx context.Context, sums []string) (forgotten int, err error) {
	err = s.change(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, "DELETE FROM siamface_photo WHERE sha256 = ANY ($1)", sums)
		if err != nil {
			return err
		}
		forgotten = int(tag.RowsAffected())
		return forgetRecalled(ctx, tx)
	})
	if err != nil || forgotten == 0 {
		return 0, err
	}
	return forgotten, rewriteTables(ctx, s)
}

// forgetRecalled takes away what was measured on all people together.
func forgetRecalled(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, "DELETE FROM siamface_about WHERE starts_with(key, $1)", keyRecalled)
	return err
}

// rewriteTables leaves no byte of what was deleted.
func rewriteTables(ctx context.Context, s *Server) error {
	if err := s.data.Rewrite(ctx, "siamface_photo", "siamface_person", "siamface_about"); err != nil {
		return fmt.Errorf("they were deleted, but the tables could not be written anew, so that bytes are left on the server's disk: %w", s.explain(err))
	}
	return nil
}

// Replace is store.Store's.
func (s *Server) Replace(ctx context.Context, n store.Network, photos []store.Photo) error {
	return s.change(ctx, func(tx pgx.Tx) error {
		for _, statement := range []string{"DROP INDEX IF EXISTS siamface_photo_near", "DELETE FROM siamface_photo", "DELETE FROM siamface_person"} {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		if err := writeNetwork(ctx, tx, n); err != nil {
			return err
		}
		_, err := addPhotos(ctx, tx, n.Size, photos)
		return err
	})
}
