CREATE TABLE `alert` (
	`id` text PRIMARY KEY NOT NULL,
	`rule` text NOT NULL,
	`channel_id` text NOT NULL,
	`raised_at` integer NOT NULL,
	`cleared_at` integer,
	`worst` real NOT NULL,
	`threshold` real NOT NULL,
	`acknowledged_at` integer,
	`is_told` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `alert_when` ON `alert` (`raised_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `alert_raised` ON `alert` (`rule`,`channel_id`) WHERE cleared_at IS NULL;--> statement-breakpoint
CREATE TABLE `alert_rule` (
	`rule` text PRIMARY KEY NOT NULL,
	`change` text NOT NULL,
	`changed_at` integer NOT NULL
);
