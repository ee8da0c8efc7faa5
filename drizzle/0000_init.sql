CREATE TABLE `ban` (
	`row` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`channel_id` text NOT NULL,
	`user_id` text NOT NULL,
	`login` text NOT NULL,
	`display_name` text NOT NULL,
	`kind` text NOT NULL,
	`at` integer,
	`expires_at` integer,
	`raw_expires_at` text,
	`raw_created_at` text,
	`reason` text NOT NULL,
	`moderator_id` text,
	`moderator_login` text,
	`moderator_name` text,
	`sources` integer NOT NULL,
	`found` integer NOT NULL,
	`first_seen_at` integer NOT NULL,
	`search_text` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ban_id_unique` ON `ban` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `ban_person` ON `ban` (`channel_id`,`user_id`);--> statement-breakpoint
CREATE INDEX `ban_when` ON `ban` (`channel_id`,`at`);--> statement-breakpoint
CREATE INDEX `ban_name` ON `ban` (`channel_id`,`login`);--> statement-breakpoint
CREATE INDEX `ban_expiry` ON `ban` (`expires_at`) WHERE kind = 'timeout';--> statement-breakpoint
CREATE TABLE `entry` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`channel_id` text NOT NULL,
	`user_id` text NOT NULL,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`not_before` integer,
	`recorded_at` integer NOT NULL,
	`duration_seconds` integer,
	`expires_at` integer,
	`raw_expires_at` text,
	`reason` text NOT NULL,
	`moderator_id` text,
	`moderator_login` text,
	`moderator_name` text,
	`sources` integer NOT NULL,
	`found` integer NOT NULL,
	`audit_id` text,
	`evidence` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `entry_id_unique` ON `entry` (`id`);--> statement-breakpoint
CREATE INDEX `entry_person` ON `entry` (`user_id`,`channel_id`);--> statement-breakpoint
CREATE INDEX `entry_when` ON `entry` (`channel_id`,`at`);--> statement-breakpoint
CREATE TABLE `gap` (
	`id` text PRIMARY KEY NOT NULL,
	`channel_id` text NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer NOT NULL,
	`reason` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `gap_when` ON `gap` (`channel_id`,`to_at`);--> statement-breakpoint
CREATE TABLE `message_seen` (
	`id` text PRIMARY KEY NOT NULL,
	`seen_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `message_seen_when` ON `message_seen` (`seen_at`);--> statement-breakpoint
CREATE TABLE `account` (
	`id` text PRIMARY KEY NOT NULL,
	`login` text NOT NULL,
	`display_name` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`scopes` text NOT NULL,
	`signed_in_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `channel` (
	`id` text PRIMARY KEY NOT NULL,
	`login` text NOT NULL,
	`display_name` text NOT NULL,
	`is_watched` integer NOT NULL,
	`first_watched_at` integer,
	`last_read_started_at` integer,
	`last_read_ended_at` integer,
	`last_read_count` integer
);
--> statement-breakpoint
CREATE TABLE `channel_access` (
	`account_id` text NOT NULL,
	`channel_id` text NOT NULL,
	`role` text NOT NULL,
	`seen_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `channel_id`),
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`channel_id`) REFERENCES `channel`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `former_name` (
	`user_id` text NOT NULL,
	`login` text NOT NULL,
	`display_name` text NOT NULL,
	`first_seen_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `login`, `display_name`),
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `former_name_login` ON `former_name` (`login`);--> statement-breakpoint
CREATE TABLE `user` (
	`id` text PRIMARY KEY NOT NULL,
	`login` text NOT NULL,
	`display_name` text NOT NULL,
	`first_seen_at` integer NOT NULL,
	`name_since` integer NOT NULL,
	`names_text` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `act_intent` (
	`act_id` text PRIMARY KEY NOT NULL,
	`channel_id` text NOT NULL,
	`user_id` text NOT NULL,
	`kind` text NOT NULL,
	`account_id` text NOT NULL,
	`duration_seconds` integer,
	`reason` text NOT NULL,
	`state` text NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	`entry_id` text,
	`error` text
);
--> statement-breakpoint
CREATE INDEX `act_intent_state` ON `act_intent` (`state`);--> statement-breakpoint
CREATE TABLE `audit` (
	`seq` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`at` integer NOT NULL,
	`moderator_id` text,
	`moderator_login` text,
	`action` text NOT NULL,
	`content_type` text NOT NULL,
	`content_id` text NOT NULL,
	`content_name` text,
	`channel_id` text,
	`reason` text NOT NULL,
	`metadata` text NOT NULL,
	`amends` text,
	`prev_hash` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `audit_id_unique` ON `audit` (`id`);--> statement-breakpoint
CREATE INDEX `audit_when` ON `audit` (`at`);--> statement-breakpoint
CREATE INDEX `audit_target` ON `audit` (`content_id`);--> statement-breakpoint
CREATE INDEX `audit_amends` ON `audit` (`amends`);--> statement-breakpoint
CREATE TABLE `job_run` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`channel_id` text,
	`status` text NOT NULL,
	`phase` text NOT NULL,
	`done` integer NOT NULL,
	`total` integer,
	`pages` integer NOT NULL,
	`actor` text,
	`started_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`finished_at` integer,
	`summary` text NOT NULL,
	`error` text
);
--> statement-breakpoint
CREATE INDEX `job_run_when` ON `job_run` (`kind`,`channel_id`,`started_at`);--> statement-breakpoint
CREATE TABLE `setting` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TRIGGER `audit_no_update` BEFORE UPDATE ON `audit` BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `audit_no_delete` BEFORE DELETE ON `audit` BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `audit_rising` BEFORE INSERT ON `audit` WHEN NEW.`seq` <= (SELECT coalesce(max(`seq`), 0) FROM `audit`) BEGIN SELECT RAISE(ABORT, 'an audit sequence must rise'); END;
