CREATE TABLE `stream` (
	`channel_id` text NOT NULL,
	`started_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`over_at` integer,
	PRIMARY KEY(`channel_id`, `started_at`)
);
