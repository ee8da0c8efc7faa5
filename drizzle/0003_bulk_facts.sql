ALTER TABLE `bulk` ADD `halted` text;--> statement-breakpoint
ALTER TABLE `bulk` ADD `facts` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `bulk_row` ADD `until_at` integer;--> statement-breakpoint
ALTER TABLE `bulk_row` ADD `verified` integer;--> statement-breakpoint
CREATE INDEX `bulk_row_act` ON `bulk_row` (`act_id`);--> statement-breakpoint
CREATE INDEX `act_intent_when` ON `act_intent` (`channel_id`,`started_at`);